import { CodedError } from '#libs/refusals';
import { readConfig } from './platform/config.js';
import { startService } from './service.js';

try {
  const service = await startService(readConfig(process.env), { tell: (line) => console.log(line) });
  console.log(`Relais listens on ${service.url}`);
  const stop = () => {
    service.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  console.error(error instanceof CodedError ? `${error.code}: ${error.message}` : error);
  process.exit(1);
}
