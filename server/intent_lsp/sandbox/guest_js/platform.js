// Runs in the guest after the prelude and before the candidate, and never on a real Node: makes the guest's library that
// of the oldest Node that matters. What is newer disappears.
(newer => {
"use strict";
const { deleteProperty, getPrototypeOf } = Reflect;
const iterator = getPrototypeOf(getPrototypeOf([][Symbol.iterator]()));

function holder(path) {
  if (path[0] === "Iterator" && path[1] === "prototype") return iterator;
  let place = globalThis;
  for (let i = 0; i < path.length - 1 && place; i++) place = place[path[i]];
  return place;
}
for (const name of [...JSON.parse(newer)].reverse()) {
  const path = name.split("."), last = path[path.length - 1], place = holder(path);
  if (place) deleteProperty(place, last.startsWith("@@") ? Symbol[last.slice(2)] : last);
}
})
