// Runs in the page. Returns the words of titles, labels, buttons and tiles that a line break divides. An address
// may be divided.
(() => {
  const broken = [];
  const linesOf = (node, start, length) => {
    const range = document.createRange();
    range.setStart(node, start);
    range.setEnd(node, start + length);
    return new Set([...range.getClientRects()].map(({ bottom }) => Math.round(bottom))).size;
  };
  for (const element of document.querySelectorAll("h1, h2, label, button, .button")) {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { currentNode: node } = walker;
      for (const { 0: part, index: start } of node.data.matchAll(/\S+/g)) {
        if (/[@.][\p{L}\p{N}]/u.test(part)) continue;
        for (const { 0: word, index } of part.matchAll(/[\p{L}\p{M}\p{N}]+/gu)) {
          if (linesOf(node, start + index, word.length) > 1) broken.push(word);
        }
      }
    }
  }
  return broken;
})();
