import { useEffect, useState } from "react";
import { useRemembered } from "./remembered";

const WISH = window.matchMedia("(prefers-color-scheme: dark)");

/** Dark or light: as the system has it, until somebody chooses. */
export function useTheme(): [boolean, () => void] {
  const [chosen, choose] = useRemembered<"dark" | "light" | "">("theme", "");
  const [wish, setWish] = useState(WISH.matches);
  useEffect(() => {
    const changed = (event: MediaQueryListEvent) => setWish(event.matches);
    WISH.addEventListener("change", changed);
    return () => WISH.removeEventListener("change", changed);
  }, []);
  const dark = chosen ? chosen === "dark" : wish;
  useEffect(() => {
    document.documentElement.dataset.theme = dark ? "dark" : "light";
  }, [dark]);
  return [dark, () => choose(dark ? "light" : "dark")];
}
