type Value = string | boolean | null | ((event: Event) => void);

/** An element with attributes, listeners and children; text is never read as HTML. */
export function h<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Record<string, Value> = {},
  ...children: (Node | string | null)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (typeof value === 'function') made.addEventListener(key, value);
    else setAttribute(made, key, value);
  }
  for (const child of children) if (child !== null) made.append(child);
  return made;
}

export function setAttribute(element: HTMLElement, name: string, value: string | boolean | null): void {
  if (value === null || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? '' : value);
}

/** A button that looks like one of the picker's. */
export function button(look: 'go' | 'quiet' | 'plain', text: string, click: () => void): HTMLButtonElement {
  const part = look === 'go' ? 'button' : look === 'quiet' ? 'quiet-button' : 'link';
  return h('button', { type: 'button', class: look, part, click }, text);
}
