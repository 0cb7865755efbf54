/** How an answer looks and sounds. NOTED: it is kept, and the service has not spoken yet. */
export type Tone = 'GOOD' | 'NOTED' | 'ATTENTION' | 'BAD';

/** Notes as hertz and milliseconds: told apart without looking, and over the noise of a shop. */
const NOTES: Record<Tone, [number, number][]> = {
  GOOD: [[1320, 90]],
  NOTED: [[880, 50]],
  ATTENTION: [
    [660, 110],
    [0, 50],
    [660, 110],
  ],
  BAD: [
    [240, 220],
    [0, 60],
    [180, 320],
  ],
};

let context: AudioContext | undefined;

/** Says a tone to ears and hands. Silence where the browser has no sound is no error: the colour is there. */
export function sound(tone: Tone): void {
  try {
    context ??= new AudioContext();
    void context.resume().catch(() => {});
    let at = context.currentTime;
    for (const [hertz, milliseconds] of NOTES[tone]) {
      if (hertz > 0) play(context, hertz, at, milliseconds / 1000);
      at += milliseconds / 1000;
    }
  } catch {
    // No sound device.
  }
  const isProblem = tone === 'ATTENTION' || tone === 'BAD';
  if (isProblem && navigator.userActivation?.hasBeenActive) navigator.vibrate?.([150, 80, 150]);
}

function play(audio: AudioContext, hertz: number, at: number, seconds: number): void {
  const note = audio.createOscillator();
  const volume = audio.createGain();
  note.type = 'square';
  note.frequency.value = hertz;
  volume.gain.value = 0.15;
  note.connect(volume).connect(audio.destination);
  note.start(at);
  note.stop(at + seconds);
}
