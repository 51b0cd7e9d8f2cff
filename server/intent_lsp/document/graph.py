"""Cycles in directed graphs, without recursion and in linear time."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def components(graph: Mapping[Node, Iterable[Node]]) -> dict[Node, int]:
    """The number of each node's strongly connected component (Tarjan). Edges to nodes outside the graph are ignored."""
    index: dict[Node, int] = {}
    low: dict[Node, int] = {}
    group: dict[Node, int] = {}
    open_nodes: list[Node] = []
    for root in graph:
        if root in index:
            continue
        index[root] = low[root] = len(index)
        open_nodes.append(root)
        work = [(root, iter(graph[root]))]
        while work:
            node, edges = work[-1]
            for other in edges:
                if other not in graph or other in group:
                    continue
                if other in index:
                    low[node] = min(low[node], index[other])
                    continue
                index[other] = low[other] = len(index)
                open_nodes.append(other)
                work.append((other, iter(graph[other])))
                break
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    while True:
                        member = open_nodes.pop()
                        group[member] = index[node]
                        if member == node:
                            break
    return group


def shortest_path(
    graph: Mapping[Node, Iterable[Node]], group: Mapping[Node, int], start: Node, goal: Node
) -> list[Node]:
    """The shortest way between two nodes of one component, both included; just the two if it takes over 50 steps."""
    came: dict[Node, Node | None] = {start: None}
    queue = [(start, 0)]
    for node, steps in queue:
        if node == goal:
            found: list[Node] = []
            current: Node | None = goal
            while current is not None:
                found.append(current)
                current = came[current]
            return found[::-1]
        if steps < 50:
            for other in graph.get(node, ()):
                if other not in came and group.get(other) == group[goal]:
                    came[other] = node
                    queue.append((other, steps + 1))
    return [start, goal]
