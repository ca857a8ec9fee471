import { createContext, useContext } from "react";
import type { Json, Target } from "./types";

/** Where blocks stand: what is pressed there, and (in a form) what is filled in so far. */
export interface Surface {
  target: Target;
  press: (block: Json, element: Json, selected?: unknown) => void;
  /** In a form: what was chosen, by block and action; elsewhere choices are sent at once. */
  value: (block: Json, element: Json) => unknown;
  change: (block: Json, element: Json, value: unknown) => void;
  errors: Record<string, string>;
}

export const SurfaceContext = createContext<Surface | null>(null);

export function useSurface(): Surface {
  const surface = useContext(SurfaceContext);
  if (!surface) throw new Error("Blocks stand outside of any message or view.");
  return surface;
}
