import type { Json } from "./types";

export interface Answer {
  ok: boolean;
  error?: string;
  detail?: string;
  [more: string]: any;
}

const SENTENCES: Record<string, string> = {
  not_in_channel: "You are not in this channel: join it first.",
  channel_not_found: "There is no such channel for this person.",
  message_not_found: "That message is gone.",
  msg_too_long: "That is longer than Slack takes.",
  no_text: "There is nothing in it yet.",
  already_reacted: "You have put that emoji there already.",
  cant_update_message: "Only who wrote a message can edit it.",
  cant_delete_message: "Only who wrote a message can delete it.",
  is_archived: "This channel is archived.",
  missing_input: "Fill in what is asked for first.",
  operation_timeout: "Akin did not answer in time; Slack would say so, too.",
  dispatch_failed: "Akin could not be reached.",
};

/** What a refusal means, in a sentence. */
export function sentence(code: string, detail?: string): string {
  return SENTENCES[code] ?? `Slack refuses this: ${detail ?? code}`;
}

const NOT_THERE: Answer = { ok: false, error: "gone", detail: "the demo has ended" };

/** Do something as a person; that Slack says no is an answer, not an exception. */
export async function act(as: string, doing: string, given: Json = {}): Promise<Answer> {
  return post("/page/do", { as, do: doing, ...given });
}

/** What the bot offers in an external select for what was typed so far. */
export async function suggestions(as: string, given: Json): Promise<Answer> {
  return post("/page/suggest", { as, ...given });
}

async function post(path: string, body: Json): Promise<Answer> {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    return (await response.json()) as Answer;
  } catch {
    return NOT_THERE;
  }
}

/** Share files in one message; `progress` is told the share that is sent, 0 to 1. */
export function upload(
  as: string,
  given: { channel: string; text: string; thread: string; files: File[] },
  progress: (share: number) => void,
): Promise<Answer> {
  const files = given.files.map(({ name, size }) => ({ name, size }));
  const told = JSON.stringify({ ...given, as, files });
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/page/upload?given=${encodeURIComponent(told)}`);
    request.responseType = "json";
    request.upload.onprogress = (e) => e.lengthComputable && progress(e.loaded / e.total);
    request.onload = () => resolve((request.response as Answer) ?? NOT_THERE);
    request.onerror = () => resolve(NOT_THERE);
    request.send(new Blob(given.files));
  });
}

export function fileAddress(as: string, id: string): string {
  return `/page/files/${encodeURIComponent(id)}?as=${encodeURIComponent(as)}`;
}
