// What every page runs: small, and nothing of it is needed to read or to write.
import "htmx.org/dist/htmx.esm.min.js";
