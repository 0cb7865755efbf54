import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A shop's page as one meets them: styles that reach for everything, and a library that has improved JavaScript itself. */
const STYLES = `
  * { box-sizing: content-box !important; font-size: 9px !important; letter-spacing: 4px; color: lime; }
  div, section, button, input, ol, li, p { display: none !important; float: left !important; }
  relais-picker { display: none !important; visibility: hidden; text-transform: uppercase; line-height: 4; }
  html { font-size: 62.5%; }
`;
const LIBRARY = `
  Array.prototype.toJSON = function () { return 'not yours'; };
  Array.prototype.each = function () {};
  Object.prototype.extend = function () {};
  Array.from = function (list) { return list && list.length ? Array.prototype.slice.call(list) : []; };
  Element.prototype.hide = function () { this.style.display = 'none'; };
  window.$ = window.jQuery = function () { return { ready: function () {} }; };
  window.name = 'shop'; window.status = 'busy'; window.event = null;
`;

/** A page of another origin, with a Content-Security-Policy that allows the picker what its documentation asks for. */
export class HostileHost {
  private constructor(
    readonly url: string,
    private readonly server: Server,
  ) {}

  static async start(): Promise<HostileHost> {
    let service = '';
    let key = '';
    const server = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
      if (pathname === '/styles.css') return response.setHeader('content-type', 'text/css').end(STYLES);
      if (pathname === '/library.js') return response.setHeader('content-type', 'text/javascript').end(LIBRARY);
      if (pathname !== '/shop') return response.writeHead(204).end();
      service = searchParams.get('service') ?? '';
      key = searchParams.get('key') ?? '';
      const isKind = searchParams.has('kind');
      const worker = isKind ? `worker-src blob: ${service};` : "worker-src 'none';";
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.setHeader(
        'content-security-policy',
        `default-src 'none'; script-src 'self' ${service}; style-src 'self'; img-src 'self'; connect-src ${service}; ${worker}`,
      );
      response.end(pageOf(service, key, isKind));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new HostileHost(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, server);
  }

  /** @param kind - Without that library, and with a policy that allows the map its worker. */
  pageFor(service: string, key: string, { kind = false } = {}): string {
    return `${this.url}/shop?${new URLSearchParams({ service, key, ...(kind ? { kind: '1' } : {}) })}`;
  }

  stop(): void {
    this.server.close();
  }
}

const pageOf = (service: string, key: string, isKind: boolean) => `<!doctype html>
<html lang="fr">
<head><meta charset="utf-8"><title>Boutique</title>
<link rel="stylesheet" href="/styles.css">${isKind ? '' : '<script src="/library.js"></script>'}
<script type="module" src="${service}/picker.js"></script></head>
<body><h1>Boutique</h1><relais-picker publishable-key="${key}" near="59000"></relais-picker></body>
</html>`;
