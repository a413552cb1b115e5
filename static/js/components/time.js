// Says how long ago something was, in the language of the page, and keeps it true.
import { upgrade } from "../swap.js";

const DAY = 86_400;
const UNITS = [["second", 60, 1], ["minute", 3600, 60], ["hour", DAY, 3600], ["day", 30 * DAY, DAY]];
const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });

function tell(root) {
  const now = Date.now();
  for (const element of root.querySelectorAll("time[data-ago]")) {
    const said = ago((now - Date.parse(element.dateTime)) / 1000);
    if (said && element.textContent !== said) element.textContent = said;
  }
}

function ago(seconds) {
  if (!(seconds >= -60)) return null;
  if (seconds < 45) return words.format(0, "second");
  const unit = UNITS.find(([, limit]) => seconds < limit);
  return unit ? words.format(-Math.round(seconds / unit[2]) || -1, unit[0]) : null;
}

upgrade(tell);
setInterval(() => tell(document), 60_000);
