"""Zachary's karate club (1977), the graph that is there at start."""

from __future__ import annotations

from assistant.engines.graphs.graph import Graph, build


def karate_club() -> tuple[Graph, dict[str, str]]:
    """Return the 34 members (0 to 33), their 78 friendships, and which side each took when the club split."""
    import networkx as nx

    club = nx.karate_club_graph()
    labels = {str(member): str(side) for member, side in club.nodes(data="club")}
    return build("karate", club.edges()), labels
