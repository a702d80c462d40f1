// Reads the whole book of a world of a million events; its heap is capped by whoever starts it.
import { World } from '../../../src/simulator/world.ts';

const world = new World({ seed: 7, events: 1_000_000, eventsPerBlob: 200 });
let events = 0;
let bytes = 0;
for (const event of world.offered()) {
  events += 1;
  bytes += event.text.length;
}
console.log(JSON.stringify({ events, bytes, blobs: world.blobCount }));
