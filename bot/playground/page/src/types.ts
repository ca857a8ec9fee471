/** What the server sends: everything that one person sees, section by section. */

export type Json = { [key: string]: any };

export interface Person {
  id: string;
  name: string;
  full: string;
  role: "bot" | "external" | "guest" | "admin" | "member";
}

export interface Channel {
  id: string;
  name: string;
  kind: "public_channel" | "private_channel" | "im" | "mpim";
  shared: boolean;
  topic: string;
  archived: boolean;
  member: boolean;
  count: number;
  bot: boolean;
  other: string;
}

export interface SharedFile {
  id: string;
  name: string;
  size: number;
  type: string;
}

export interface Message {
  channel: string;
  ts: string;
  user: string;
  text: string;
  blocks: Json[];
  /** The root's ts where this is a reply. */
  thread: string;
  broadcast: boolean;
  subtype: string;
  edited: boolean;
  reactions: { name: string; users: string[] }[];
  files: SharedFile[];
  /** Shown to one person alone. */
  ephemeral?: boolean;
}

export interface View {
  id: string;
  hash: string;
  title: string;
  submit: string;
  close: string;
  blocks: Json[];
  errors: Record<string, string>;
}

export interface Command {
  usage: string;
  purpose: string;
  example: string;
}

export interface Try {
  name: string;
  hint: string;
  channel: string;
  person: string;
  text: string;
  file: string;
  done: boolean;
}

export interface Candidate {
  channel: string;
  ts: string;
  title: string;
  scores: Record<string, number | null>;
  band: string;
  agreeing: string[];
  conflicting: string[];
}

export interface Glimpse {
  channel: string;
  ts: string;
  what: string;
  stages: { name: string; ms: number }[];
  candidates: Candidate[];
  considered: number;
  read: number;
  verdict: string;
  reasons: string[];
}

export interface Fixed {
  title: string;
  commands: Command[];
  shortcuts: { id: string; name: string }[];
  samples: string[];
}

export interface News {
  fixed?: Fixed;
  me?: string;
  people?: Person[];
  channels?: Channel[];
  messages?: { put: Message[]; gone: { channel: string; ts: string }[] };
  ephemerals?: Omit<Message, "ephemeral">[];
  views?: View[];
  home?: View | null;
  beginning?: string;
  phase?: { name: "starting" | "reading" | "ready"; note: string; since: string };
  tries?: Try[];
  glimpses?: Glimpse[];
  errors?: { kind: string; code: string }[];
}

/** Where a message, an ephemeral one or a view is, for what is pressed in it. */
export type Target =
  | { channel: string; ts: string; ephemeral?: boolean }
  | { view: string };
