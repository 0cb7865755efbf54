import { BarcodeDetector, prepareZXingModule } from 'barcode-detector/ponyfill';
import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url';

// The reader's WASM comes from this origin: by default it is fetched from a CDN.
prepareZXingModule({ overrides: { locateFile: () => wasmUrl } });

const detector = new BarcodeDetector({
  formats: ['code_128', 'qr_code', 'data_matrix', 'ean_13', 'ean_8', 'upc_a', 'itf', 'code_39'],
});

/** What the codes in a picture say, in no certain order. */
export async function readPicture(picture: ImageBitmapSource): Promise<string[]> {
  const found = await detector.detect(picture);
  return found.map(({ rawValue }) => rawValue);
}
