import { createRequire } from 'node:module';

/** A position of the class that mineflayer and flying-squid calculate with. */
export interface Vec3 {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

// It is their dependency, so it is found where mineflayer finds it.
const libraryRequire = createRequire(createRequire(import.meta.url).resolve('mineflayer'));
const library = libraryRequire('vec3') as {
  Vec3: new (x: number, y: number, z: number) => Vec3;
};

export function vec3(x: number, y: number, z: number): Vec3 {
  return new library.Vec3(x, y, z);
}
