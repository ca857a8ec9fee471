import { get } from "node-emoji";

/** The emoji of a name without colons; the name itself where there is none. */
export function emoji(name: string): string {
  return get(name.split("::")[0]!) ?? `:${name}:`;
}

/** What the picker offers. */
export const OFFERED = [
  "white_check_mark", "eyes", "+1", "-1", "heart", "tada", "raised_hands", "pray",
  "joy", "thinking_face", "rocket", "fire", "bulb", "bug", "wrench", "memo",
  "question", "exclamation", "hourglass", "100", "wave", "clap", "sob", "x",
] as const;
