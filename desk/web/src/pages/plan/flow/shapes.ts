/** What the picture of the flow is made of. */
export const BOX_W = 160;
export const BOX_H = 48;

export interface Box {
  id: string;
  layer: number;
  /** Centre across, top down. */
  x: number;
  y: number;
}

export interface Way {
  source: string;
  target: string;
  labels: string[];
  /** Leads back up, or to the same layer. */
  back: boolean;
  /** Points from the source's edge to the target's. */
  points: [number, number][];
}
