import '../lib/page.css';
import './console.css';
import { mount } from 'svelte';
import Page from './Page.svelte';

mount(Page, { target: document.getElementById('app') as HTMLElement });
