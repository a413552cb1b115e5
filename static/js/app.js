// What every page runs: small, and nothing of it is needed to read or to write.
import "./components/action_form.js";
import "./components/dialog.js";
import "./components/field.js";
import "./components/menu.js";
import "./components/post_body.js";
import "./components/search_box.js";
import "./components/similar_list.js";
import "./components/theme_switch.js";
import "./components/time.js";
import "./components/toast.js";
import "./drafts.js";
import "./keys.js";

const idle = window.requestIdleCallback ?? ((work) => setTimeout(work, 200));

if (document.querySelector("[data-editor]")) idle(() => import("./components/editor.js"));
if (document.body.dataset.live) idle(() => import("./live.js"));

document.querySelector("[data-focus-first]")?.focus();
