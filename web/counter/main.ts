import '../lib/page.css';
import './counter.css';
import { mount } from 'svelte';
import { start } from './app.js';
import Page from './Page.svelte';
import { registerWorker } from './update.svelte.js';

void start().then(() => mount(Page, { target: document.getElementById('app') as HTMLElement }));
registerWorker();
