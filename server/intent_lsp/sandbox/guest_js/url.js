// Runs in the guest before a candidate that names URL or URLSearchParams: makes them from the modules of whatwg-url, with
// the errors that Node gives. A host that needs Unicode's tables is refused by name.
((modules, refuse) => {
"use strict";
const RealError = TypeError, toLower = String.prototype.toLowerCase, { apply, defineProperty } = Reflect;
const cache = { __proto__: null };

function InvalidUrl(message) {
  const found = /^Invalid (base )?URL: ([^]*)$/.exec(message), error = new RealError(found ? "Invalid URL" : message);
  if (found) {
    error.code = "ERR_INVALID_URL";
    error.input = found[2];
  }
  return error;
}
InvalidUrl.prototype = RealError.prototype;

// The step of the URL Standard for ASCII domains without Punycode: lower case.
const idna = {
  toASCII(domain) {
    if (/[^\0-\x7f]/.test(domain) || /(^|\.)xn--/i.test(domain)) refuse("URL", "with an international host is not in the sandbox");
    return apply(toLower, domain, []);
  },
};
// Whether ^ is encoded in a path changed between the versions of Node.
function leaveCaret(encoding) {
  const usual = encoding.isPathPercentEncode;
  encoding.isPathPercentEncode = char => char === 0x5e ? refuse("URL", "with ^ in its path is not in the sandbox") : usual(char);
}
function load(name, from) {
  if (name === "tr46") return idna;
  let path = name === "webidl-conversions" ? "webidl-conversions/lib/index" : from.replace(/[^/]*$/, "") + name.replace(/^\.\//, "");
  if (!path.endsWith(".js")) path += ".js";
  if (!cache[path]) {
    const module = cache[path] = { exports: {} };
    modules[path](module, module.exports, other => load(other, path), InvalidUrl);
    if (path === "whatwg-url/lib/percent-encoding.js") leaveCaret(module.exports);
  }
  return cache[path].exports;
}
const { URL, URLSearchParams } = load("./webidl2js-wrapper", "whatwg-url/x");
const made = { Array, Object, Promise, String, TypeError };
URL.install(made, ["Window"]);
URLSearchParams.install(made, ["Window"]);
for (const name of ["URL", "URLSearchParams"])
  defineProperty(globalThis, name, { value: made[name], writable: true, enumerable: false, configurable: true });
})
