// Makes the identity banner small once the page has scrolled past its place. The height given up
// is kept as a margin, so that nothing on the page moves.
export function identity(banner) {
  const place = document.createElement("div");
  banner.before(place);
  let full = banner.offsetHeight;

  function update() {
    const small = place.getBoundingClientRect().top < -24;
    if (small === banner.hasAttribute("data-small")) return;
    if (small) full = banner.offsetHeight;
    banner.toggleAttribute("data-small", small);
    banner.style.marginBottom = small ? `${full - banner.offsetHeight}px` : "";
  }

  addEventListener("scroll", update, { passive: true });
  addEventListener("resize", () => {
    banner.removeAttribute("data-small");
    banner.style.marginBottom = "";
    update();
  });
  update();
}
