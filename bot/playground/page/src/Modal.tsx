import { useEffect, useRef, useState, type FormEvent } from "react";
import { Blocks } from "./blocks";
import { usePage } from "./context";
import { Dialog } from "./Dialog";
import { Close } from "./icons";
import { SurfaceContext, type Surface } from "./surface";
import type { Json, View } from "./types";

type Values = Record<string, Record<string, unknown>>;

/** The topmost of the bot's modals. */
export function Modal({ view }: { view: View }) {
  const { act, seen, here } = usePage();
  const [values, setValues] = useState<Values>({});
  const [waiting, wait] = useState(false);
  const [missing, miss] = useState<Record<string, string>>({});
  const body = useRef<HTMLDivElement>(null);
  // Whatever comes back (another version, errors, or that the bot failed) ends the waiting.
  useEffect(() => wait(false), [view, seen.failures.length]);
  useEffect(() => {
    body.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }, [view.errors, missing]);

  const surface: Surface = {
    target: { view: view.id },
    press: (block, element, selected) =>
      void act("press", { view: view.id, action: element.action_id, block: block.block_id, selected }),
    value: (block, element) => {
      const given = values[block.block_id];
      return given && element.action_id in given
        ? given[element.action_id]
        : initial(element, here);
    },
    change: (block, element, value) =>
      setValues((known) => ({
        ...known,
        [block.block_id]: { ...known[block.block_id], [element.action_id]: value },
      })),
    errors: { ...view.errors, ...missing },
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const filled: Values = {};
    const lacking: Record<string, string> = {};
    for (const block of view.blocks.filter((b) => b.type === "input")) {
      const value = surface.value(block, block.element);
      const empty = value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length);
      if (!empty) filled[block.block_id] = { [block.element.action_id]: value };
      else if (!block.optional) lacking[block.block_id] = "Please fill this in.";
    }
    miss(lacking);
    if (Object.keys(lacking).length) return;
    wait(true);
    const answer = await act("submit", { view: view.id, values: filled });
    if (!answer.ok) wait(false);
  };
  const close = () => void act("close", { view: view.id });
  return (
    <Dialog label={view.title} onClose={close}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <header>
          <h2>{view.title}</h2>
          <button type="button" className="icon" aria-label="Close" onClick={close}>
            <Close />
          </button>
        </header>
        <div className="body" ref={body} tabIndex={-1}>
          <SurfaceContext.Provider value={surface}>
            <Blocks blocks={view.blocks} />
          </SurfaceContext.Provider>
        </div>
        {(view.submit || view.close) && (
          <footer>
            <button type="button" className="button" onClick={close}>
              {view.close || "Cancel"}
            </button>
            {view.submit && (
              <button type="submit" className="button primary" disabled={waiting} aria-busy={waiting}>
                {waiting ? <span className="spinner" aria-hidden="true" /> : null}
                {view.submit}
              </button>
            )}
          </footer>
        )}
      </form>
    </Dialog>
  );
}

/** What stands in an element before anybody touched it. */
export function initial(element: Json, here: string): unknown {
  if (element.initial_option)
    return element.type === "external_select" ? element.initial_option : element.initial_option.value;
  if (element.initial_options)
    return element.type === "multi_external_select"
      ? element.initial_options
      : (element.initial_options as Json[]).map((option) => option.value);
  for (const [name, value] of Object.entries(element))
    if (name.startsWith("initial_")) return value;
  if (element.default_to_current_conversation && here) return here;
  return null;
}
