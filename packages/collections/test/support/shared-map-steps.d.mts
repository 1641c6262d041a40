import type { SharedWriting } from './shared-kinds.js';

export const STOP: number;
export const LAST_STEP: number;
export function keyOf(kind: string, i: number): number[];
export function isValueOf(i: number, value: number): boolean;
export function applyStep(
  map: SharedWriting | undefined,
  kind: string,
  seed: number,
  step: number,
  model?: Map<number, number>,
): void;
