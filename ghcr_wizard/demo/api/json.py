"""The REST API's JSON: every field its OpenAPI description requires of users, organizations and repositories."""

from base64 import b64encode
from typing import Final

from ghcr_wizard.demo.registry.documents import timestamp
from ghcr_wizard.demo.state import Origins
from ghcr_wizard.demo.world import Account, Membership, Repository

Json = dict[str, object]

_REPOSITORY_LINKS: Final = {
    "archive_url": "/{archive_format}{/ref}",
    "assignees_url": "/assignees{/user}",
    "blobs_url": "/git/blobs{/sha}",
    "branches_url": "/branches{/branch}",
    "collaborators_url": "/collaborators{/collaborator}",
    "comments_url": "/comments{/number}",
    "commits_url": "/commits{/sha}",
    "compare_url": "/compare/{base}...{head}",
    "contents_url": "/contents/{+path}",
    "contributors_url": "/contributors",
    "deployments_url": "/deployments",
    "downloads_url": "/downloads",
    "events_url": "/events",
    "forks_url": "/forks",
    "git_commits_url": "/git/commits{/sha}",
    "git_refs_url": "/git/refs{/sha}",
    "git_tags_url": "/git/tags{/sha}",
    "hooks_url": "/hooks",
    "issue_comment_url": "/issues/comments{/number}",
    "issue_events_url": "/issues/events{/number}",
    "issues_url": "/issues{/number}",
    "keys_url": "/keys{/key_id}",
    "labels_url": "/labels{/name}",
    "languages_url": "/languages",
    "merges_url": "/merges",
    "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}",
    "pulls_url": "/pulls{/number}",
    "releases_url": "/releases{/id}",
    "stargazers_url": "/stargazers",
    "statuses_url": "/statuses/{sha}",
    "subscribers_url": "/subscribers",
    "subscription_url": "/subscription",
    "tags_url": "/tags",
    "teams_url": "/teams",
    "trees_url": "/git/trees{/sha}",
}


def _node_id(kind: str, number: int) -> str:
    return b64encode(f"0{len(kind)}:{kind}{number}".encode()).decode()


def simple_user(origins: Origins, account: Account) -> Json:
    """Return the schema `simple-user`."""
    api = f"{origins.api}/users/{account.login}"
    return {
        "login": account.login,
        "id": account.id,
        "node_id": _node_id(account.type, account.id),
        "avatar_url": f"https://avatars.githubusercontent.com/u/{account.id}?v=4",
        "gravatar_id": "",
        "url": api,
        "html_url": f"{origins.web}/{account.login}",
        "followers_url": f"{api}/followers",
        "following_url": f"{api}/following{{/other_user}}",
        "gists_url": f"{api}/gists{{/gist_id}}",
        "starred_url": f"{api}/starred{{/owner}}{{/repo}}",
        "subscriptions_url": f"{api}/subscriptions",
        "organizations_url": f"{api}/orgs",
        "repos_url": f"{api}/repos",
        "events_url": f"{api}/events{{/privacy}}",
        "received_events_url": f"{api}/received_events",
        "type": account.type,
        "user_view_type": "public",
        "site_admin": False,
    }


def public_user(origins: Origins, account: Account) -> Json:
    """Return the schema `public-user`."""
    return {
        **simple_user(origins, account),
        "name": account.name,
        "company": None,
        "blog": "",
        "location": None,
        "email": None,
        "hireable": None,
        "bio": None,
        "twitter_username": None,
        "public_repos": 8,
        "public_gists": 8,
        "followers": 21,
        "following": 9,
        "created_at": timestamp(account.created_at),
        "updated_at": timestamp(account.created_at),
    }


def private_user(origins: Origins, account: Account) -> Json:
    """Return the schema `private-user`, which a token with the scope `user` is shown of its owner."""
    return {
        **public_user(origins, account),
        "user_view_type": "private",
        "private_gists": 2,
        "total_private_repos": 7,
        "owned_private_repos": 7,
        "disk_usage": 10_240,
        "collaborators": 1,
        "two_factor_authentication": True,
        "plan": {"name": "pro", "space": 976_562_499, "collaborators": 0, "private_repos": 9_999},
    }


def organization_simple(origins: Origins, account: Account) -> Json:
    """Return the schema `organization-simple`."""
    api = f"{origins.api}/orgs/{account.login}"
    return {
        "login": account.login,
        "id": account.id,
        "node_id": _node_id("Organization", account.id),
        "url": api,
        "repos_url": f"{api}/repos",
        "events_url": f"{api}/events",
        "hooks_url": f"{api}/hooks",
        "issues_url": f"{api}/issues",
        "members_url": f"{api}/members{{/member}}",
        "public_members_url": f"{api}/public_members{{/member}}",
        "avatar_url": f"https://avatars.githubusercontent.com/u/{account.id}?v=4",
        "description": account.name,
    }


def organization_full(origins: Origins, account: Account) -> Json:
    """Return the schema `organization-full` as strangers see it."""
    return {
        **organization_simple(origins, account),
        "name": account.name,
        "company": None,
        "blog": None,
        "location": None,
        "email": None,
        "twitter_username": None,
        "is_verified": False,
        "has_organization_projects": True,
        "has_repository_projects": True,
        "public_repos": 12,
        "public_gists": 0,
        "followers": 4,
        "following": 0,
        "html_url": f"{origins.web}/{account.login}",
        "created_at": timestamp(account.created_at),
        "updated_at": timestamp(account.created_at),
        "archived_at": None,
        "type": "Organization",
    }


def membership(origins: Origins, place: Membership, organization: Account, member: Account) -> Json:
    """Return the schema `org-membership`."""
    api = f"{origins.api}/orgs/{organization.login}"
    return {
        "url": f"{api}/memberships/{member.login}",
        "state": "active",
        "role": place.role,
        "organization_url": api,
        "organization": organization_simple(origins, organization),
        "user": simple_user(origins, member),
        "permissions": {"can_create_repository": place.role == "admin"},
    }


def minimal_repository(origins: Origins, repository: Repository, owner: Account) -> Json:
    """Return the schema `minimal-repository` as packages embed it."""
    api = f"{origins.api}/repos/{repository.full_name}"
    return {
        "id": repository.id,
        "node_id": _node_id("Repository", repository.id),
        "name": repository.name,
        "full_name": repository.full_name,
        "private": repository.visibility != "public",
        "owner": simple_user(origins, owner),
        "html_url": f"{origins.web}/{repository.full_name}",
        "description": None,
        "fork": False,
        "url": api,
        **{name: api + suffix for name, suffix in _REPOSITORY_LINKS.items()},
    }


def listed_repository(origins: Origins, repository: Repository, owner: Account) -> Json:
    """Return the schema `repository`."""
    web = f"{origins.web}/{repository.full_name}"
    counters = ("forks", "forks_count", "stargazers_count", "watchers", "watchers_count", "open_issues")
    switches = ("has_issues", "has_projects", "has_wiki", "has_downloads")
    pushed = timestamp(repository.pushed_at)
    return {
        **minimal_repository(origins, repository, owner),
        **dict.fromkeys(counters, 0),
        **dict.fromkeys(switches, True),
        "open_issues_count": 0,
        "size": 108,
        "default_branch": "main",
        "has_pages": False,
        "has_discussions": False,
        "archived": False,
        "disabled": False,
        "visibility": repository.visibility,
        "git_url": f"git:{web.partition(':')[2]}.git",
        "ssh_url": f"git@github.com:{repository.full_name}.git",
        "clone_url": f"{web}.git",
        "svn_url": web,
        "mirror_url": None,
        "homepage": None,
        "language": None,
        "license": None,
        "topics": [],
        "created_at": pushed,
        "updated_at": pushed,
        "pushed_at": pushed,
    }


def full_repository(origins: Origins, repository: Repository, owner: Account) -> Json:
    """Return the schema `full-repository`, as one repository by name is answered."""
    return {**listed_repository(origins, repository, owner), "subscribers_count": 1, "network_count": 0}
