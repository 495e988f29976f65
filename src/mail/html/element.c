/* htmlelement: what HTML's elements do to the text around them, as a table. */
#include "mail/html/element.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#define PARAGRAPH HTMLELEMENT_PARAGRAPH
#define BLOCK     HTMLELEMENT_BLOCK
#define UNSEEN    HTMLELEMENT_UNSEEN
#define VOID      HTMLELEMENT_VOID

typedef struct element {
    const char *name;
    unsigned sorts;
} element;

static const element elements[] = {/* by name, as strcmp() sorts */
                                   {"address", BLOCK},
                                   {"area", VOID},
                                   {"article", BLOCK},
                                   {"aside", BLOCK},
                                   {"base", VOID},
                                   {"basefont", VOID},
                                   {"blockquote", PARAGRAPH},
                                   {"body", BLOCK},
                                   {"br", VOID},
                                   {"caption", BLOCK},
                                   {"center", BLOCK},
                                   {"col", VOID},
                                   {"dd", BLOCK},
                                   {"div", BLOCK},
                                   {"dl", PARAGRAPH},
                                   {"dt", BLOCK},
                                   {"embed", VOID},
                                   {"fieldset", BLOCK},
                                   {"figure", BLOCK},
                                   {"footer", BLOCK},
                                   {"form", BLOCK},
                                   {"frame", VOID},
                                   {"h1", PARAGRAPH},
                                   {"h2", PARAGRAPH},
                                   {"h3", PARAGRAPH},
                                   {"h4", PARAGRAPH},
                                   {"h5", PARAGRAPH},
                                   {"h6", PARAGRAPH},
                                   {"head", UNSEEN},
                                   {"header", BLOCK},
                                   {"hr", PARAGRAPH | VOID},
                                   {"img", VOID},
                                   {"input", VOID},
                                   {"legend", BLOCK},
                                   {"li", BLOCK},
                                   {"link", VOID},
                                   {"main", BLOCK},
                                   {"meta", VOID},
                                   {"nav", BLOCK},
                                   {"object", UNSEEN},
                                   {"ol", PARAGRAPH},
                                   {"option", BLOCK},
                                   {"p", PARAGRAPH},
                                   {"param", VOID},
                                   {"pre", PARAGRAPH},
                                   {"script", UNSEEN},
                                   {"section", BLOCK},
                                   {"style", UNSEEN},
                                   {"svg", UNSEEN},
                                   {"table", PARAGRAPH},
                                   {"tbody", BLOCK},
                                   {"template", UNSEEN},
                                   {"thead", BLOCK},
                                   {"title", UNSEEN},
                                   {"tr", BLOCK},
                                   {"ul", PARAGRAPH},
                                   {"wbr", VOID}};

static int compare(const void *name, const void *row)
{
    return strcmp(name, ((const element *)row)->name);
}

unsigned htmlelement_sorts(const char *name)
{
    const element *e = bsearch(name, elements, G_N_ELEMENTS(elements),
                               sizeof *elements, compare);

    return e ? e->sorts : 0;
}
