// Runs in the page. Returns a line for each element that does not fit.
(() => {
  const width = document.documentElement.clientWidth;
  const tolerance = 1;
  const faults = [];
  const name = (element) => `<${element.tagName.toLowerCase()} class="${element.className}">`;

  const { scrollWidth } = document.documentElement;
  if (scrollWidth > width) faults.push(`the page is ${scrollWidth} wide in a window of ${width}`);
  for (const element of document.body.querySelectorAll("*")) {
    const { left, right } = element.getBoundingClientRect();
    // A field scrolls its text; the skip link is visible only with focus.
    if (left === right || element.matches("input, .skip:not(:focus)")) continue;
    if (left < -tolerance || right > width + tolerance) {
      faults.push(`${name(element)} reaches from ${left} to ${right} in a window of ${width}`);
    }
    const isInline = getComputedStyle(element).display === "inline";
    if (!isInline && element.scrollWidth > element.clientWidth + 2 * tolerance) {
      faults.push(`${name(element)} holds ${element.scrollWidth} in ${element.clientWidth}`);
    }
  }
  return faults;
})();
