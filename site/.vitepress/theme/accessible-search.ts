/**
 * Says to a screen reader what the theme's search shows: a dialog, not a button; options that are links, not options with links inside; names that
 * are the text. It follows each change, since the theme writes its own again.
 */
export function mendSearch(): void {
  const observer = new MutationObserver(() => {
    for (const [selector, mend] of Object.entries(MENDED)) document.querySelectorAll(selector).forEach(mend);
  });
  observer.observe(document.documentElement, { childList: true, subtree: true, attributeFilter: ['aria-label', 'aria-selected', 'id'] });
}

/** What is done to which elements; none of them is found again afterwards. */
const MENDED: { readonly [selector: string]: (element: Element) => void } = {
  // The style sheet shows it: a key is no part of the button's name.
  '.DocSearch-Button-Key:not(:empty)': (key) => key.replaceChildren(),
  '.VPLocalSearchBox[role=button]': (box) => {
    box.setAttribute('role', 'dialog');
    remove(box, 'aria-owns', 'aria-expanded', 'aria-haspopup');
  },
  '.VPLocalSearchBox kbd[aria-label]:not([role])': (key) => key.setAttribute('role', 'img'),
  '.VPLocalSearchBox a.result[aria-label]': (link) => remove(link, 'aria-label'),
  '.VPLocalSearchBox li[role=option]': (item) => {
    item.setAttribute('role', 'none');
    item.querySelector('a')?.setAttribute('role', 'option');
  },
  '.VPLocalSearchBox li[id]': (item) => {
    item.querySelector('a')?.setAttribute('id', item.id);
    remove(item, 'id');
  },
  '.VPLocalSearchBox li[aria-selected]': (item) => {
    item.querySelector('a')?.setAttribute('aria-selected', item.getAttribute('aria-selected') ?? 'false');
    remove(item, 'aria-selected');
  },
};

function remove(element: Element, ...attributes: string[]): void {
  attributes.forEach((attribute) => element.removeAttribute(attribute));
}
