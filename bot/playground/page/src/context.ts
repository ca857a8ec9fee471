import { createContext, useContext } from "react";
import type { Answer } from "./api";
import type { Channel, Json, Person } from "./types";
import type { Seen } from "./workspace";

/** What every part of the page may use. */
export interface Page {
  seen: Seen;
  /** Do something as the present person; a refusal is shown by itself. */
  act: (doing: string, given?: Json) => Promise<Answer>;
  say: (notice: string) => void;
  go: (channel: string, thread?: string) => void;
  person: (id: string) => Person | undefined;
  channel: (id: string) => Channel | undefined;
  /** The channel that is looked at, if any. */
  here: string;
}

export const PageContext = createContext<Page | null>(null);

export function usePage(): Page {
  const page = useContext(PageContext);
  if (!page) throw new Error("This part stands outside of the page.");
  return page;
}
