/** The element that a merchant's shop puts into its page. */
class RelaisPicker extends HTMLElement {}

if (!customElements.get('relais-picker')) customElements.define('relais-picker', RelaisPicker);
