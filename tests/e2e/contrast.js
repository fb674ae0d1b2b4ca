// Texts on the page whose contrast with what is behind them is below 4.5 to 1 (WCAG 2.2, 1.4.3).
() => {
  const numbers = (colour) => colour.match(/[\d.]+/g).map(Number);
  const linear = (v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const luminance = (colour) => {
    const [r, g, b] = numbers(colour).slice(0, 3).map((v) => linear(v / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const isClear = (colour) => numbers(colour)[3] === 0;
  const behind = (node) => {
    const colour = getComputedStyle(node).backgroundColor;
    if (!isClear(colour)) return colour;
    return node.parentElement ? behind(node.parentElement) : "rgb(255, 255, 255)";
  };
  const contrast = (node) => {
    const pair = [getComputedStyle(node).color, behind(node)].map(luminance).sort((x, y) => y - x);
    return (pair[0] + 0.05) / (pair[1] + 0.05);
  };
  const hasText = (node) => [...node.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
  return [...document.querySelectorAll("body *:not(svg *)")]
    .filter((node) => hasText(node) && node.checkVisibility() && !isClear(getComputedStyle(node).color))
    .filter((node) => contrast(node) < 4.5)
    .map((node) => `${node.className}: ${node.textContent.trim().slice(0, 40)}`);
}
