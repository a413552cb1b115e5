"""The search engine: an index of plain documents, a query language and the ranking. `index.SearchIndex` is its door.

It knows nothing of questions, people or pages: whoever uses it turns their things into `documents.Document`, says
who is searching with `viewers.Viewer`, and gets keys back (`results`). Whoosh keeps the index on the disk; the
ranking is done by arrays over its postings. A map, from the door inwards:

    index                               put, remove, search, suggest, similar, rebuild, check
    language, syntax                    from typed text to a query, and back
    searching                           one search: requests, matching, scoring, boosts, collecting
    suggesting, similarity, spelling    the other things one can ask; titles, wordlists: their tables
    synonyms                            words that mean the same here, edited by the company
    snippets                            extracts with the words marked
    ranking                             every number of the ranking
    analysis, forms, folding, wordpairs from text to index terms
    snapshot, segments, postings        the index at one moment, as arrays
    library, folder, journal            which index is current, opening it, what a rebuild must not lose
    shelf, merging, schema, whoosh_api  Whoosh: reading and writing one index
"""
