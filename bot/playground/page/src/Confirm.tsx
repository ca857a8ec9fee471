import { plain } from "./blocks";
import { Dialog } from "./Dialog";
import { Mrkdwn } from "./mrkdwn";
import type { Json } from "./types";

/** A question before something is done. */
export function Confirm({
  title,
  text,
  yes,
  no,
  danger,
  onClose,
}: {
  title: string;
  text: Json;
  yes: string;
  no: string;
  danger?: boolean;
  onClose: (yes: boolean) => void;
}) {
  return (
    <Dialog label={title} className="small" onClose={() => onClose(false)}>
      <header>
        <h2>{title}</h2>
      </header>
      <div className="body">
        {text.type === "mrkdwn" ? <Mrkdwn text={text.text} /> : <p>{plain(text)}</p>}
      </div>
      <footer>
        <button type="button" className="button" onClick={() => onClose(false)}>
          {no}
        </button>
        <button
          type="button"
          className={danger ? "button danger" : "button primary"}
          onClick={() => onClose(true)}
        >
          {yes}
        </button>
      </footer>
    </Dialog>
  );
}
