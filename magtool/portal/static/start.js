// Begins what a page has use for. Without scripts every page works by its forms and links.
import { compare } from "./compare.js";
import { look } from "./looking.js";
import { send } from "./sending.js";

document.documentElement.classList.add("js");
document.querySelectorAll("[data-viewer]").forEach(look);
document.querySelectorAll("[data-compare]").forEach(compare);
send();
