"""An invented conversation, as Polis would export it."""

from collections.abc import Mapping
from pathlib import Path

COMMENTS = """\
timestamp,comment-id,author-id,agrees,disagrees,moderated,is-meta,is-seed,comment-body
1,0,7,2,1,1,false,false,"Water is a right,
for all"
2,1,7,1,1,0,false,true,Fees should rise
3,2,8,0,0,-1,true,false,Buy my shoes
"""
PARTICIPANTS_VOTES = """\
participant,xid,group-id,n-comments,n-votes,n-agree,n-disagree,0,1,2
0,,0,0,2,1,1,1,-1,
1,,,0,2,1,0,1,,0
2,,1,0,2,1,1,-1,1,
"""
VOTES = """\
timestamp,datetime,comment-id,voter-id,vote
1,Mon,0,0,1
2,Mon,1,0,-1
3,Mon,0,1,1
4,Mon,2,1,0
5,Mon,0,2,-1
6,Mon,1,2,1
"""
SUMMARY = """\
topic,The river
url,https://polis.example/2demo
conversation-description,"What now?

Say it."
"""


def export(folder: Path, votes: Mapping[str, str] | None = None, prefix: str = "") -> Path:
    """A folder with these files of votes, or with `votes.csv`."""
    files = {f"{prefix}comments.csv": COMMENTS, f"{prefix}summary.csv": SUMMARY}
    files |= {"votes.csv": VOTES} if votes is None else votes
    for name, text in files.items():
        (folder / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    return folder
