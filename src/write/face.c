/* face: how HTML mail looks. */
#include "write/face.h"

#include <string.h>

#define FONT                                                                  \
    "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;" \
    "font-size:15px;line-height:1.5"
/* Long words and links do not make a phone's page wide. */
#define BREAKS "word-wrap:break-word;overflow-wrap:anywhere"
#define WHOLE  "word-wrap:normal;overflow-wrap:normal" /* words, in a label */

/* Word, which is Outlook, gives a table no font of what is around it. */
#define STRIP(name, ink, ground, line, dark_ink, dark_ground, dark_line)      \
    {                                                                         \
        name, {ink, ground, line}, {dark_ink, dark_ground, dark_line},        \
            FONT ";font-weight:bold;padding:10px 14px;border-left:6px solid " \
                 "LINE;" BREAKS                                               \
    }
#define ENTRY(name, line, dark_line, padding)                              \
    {                                                                      \
        name, {NULL, NULL, line}, {NULL, NULL, dark_line},                 \
            FONT ";padding:" padding ";border-left:4px solid LINE;" BREAKS \
    }

/* How a request stands: a word on a ground of its own. */
#define TONE(name, ink, ground, dark_ink, dark_ground)            \
    {                                                             \
        name, {ink, ground, NULL}, {dark_ink, dark_ground, NULL}, \
            "font-size:13px;font-weight:bold;padding:1px 6px;"    \
            "border-radius:4px;white-space:nowrap"                \
    }

const face_row face_rows[FACES] = {
    [FACE_LETTER] = {NULL, {0}, {0}, FONT ";" BREAKS},
    [FACE_SHEET] = {NULL,
                    {0},
                    {0},
                    FONT ";max-width:720px;padding:8px;" BREAKS},
    [FACE_PARAGRAPH] = {NULL, {0}, {0}, "margin:0 0 12px"},
    [FACE_LIST] = {NULL, {0}, {0}, "margin:0 0 12px;padding:0 0 0 24px"},
    [FACE_ITEM] = {NULL, {0}, {0}, "margin:0 0 4px"},
    [FACE_INDENT] = {NULL, {0}, {0}, "margin:0 0 12px 24px"},
    [FACE_QUOTE] = {"pq",
                    {"#57606a", NULL, "#c8ced6"},
                    {"#b4bcc8", NULL, "#5b6470"},
                    "margin:0 0 12px;padding:0 0 0 12px;"
                    "border-left:3px solid LINE"},
    [FACE_LINK] = {"pl", {"#1d4ed8", NULL, NULL}, {"#93c5fd", NULL, NULL}, ""},
    [FACE_PICTURE] = {NULL, {0}, {0}, "max-width:100%;height:auto;border:0"},
    [FACE_COMMAND] = {NULL, {0}, {0}, "white-space:nowrap"},
    [FACE_TABLE] = {NULL, {0}, {0}, "border-collapse:collapse;margin:0 0 12px"},
    [FACE_CELL] = {"pc",
                   {NULL, NULL, "#c8ced6"},
                   {NULL, NULL, "#5b6470"},
                   FONT ";padding:4px 10px;border:1px solid LINE;"
                        "vertical-align:top"},
    [FACE_FRAME] = {NULL,
                    {0},
                    {0},
                    "width:100%;table-layout:fixed;border-collapse:collapse"},
    [FACE_GAP] = {NULL, {0}, {0}, "height:14px;font-size:1px;line-height:14px"},
    [FACE_STRIP_REPLY] = STRIP("sr", "#1e3a8a", "#dbeafe", "#2563eb", "#dbeafe",
                               "#1e3a6e", "#60a5fa"),
    [FACE_STRIP_INSIDE] = STRIP("si", "#6b3a05", "#fef0c7", "#d97706",
                                "#fde9b0", "#4d3605", "#f59e0b"),
    [FACE_STRIP_NOWHERE] = STRIP("sn", "#1f2937", "#e5e7eb", "#6b7280",
                                 "#e5e7eb", "#374151", "#9ca3af"),
    [FACE_STRIP_HELD] = STRIP("sh", "#7f1d1d", "#fee2e2", "#dc2626", "#fee2e2",
                              "#5c1d1d", "#f87171"),
    [FACE_ENTRY_CUSTOMER] = ENTRY("ec", "#2563eb", "#60a5fa", "2px 0 1px 14px"),
    [FACE_ENTRY_OPERATOR] = ENTRY("eo", "#16a34a", "#4ade80", "2px 0 1px 14px"),
    [FACE_ENTRY_NOTE] = {"en",
                         {"#422006", "#fff7db", "#d97706"},
                         {"#fdf3d3", "#3a2c08", "#f59e0b"},
                         FONT ";padding:10px 14px 2px;border-left:4px solid "
                              "LINE;" BREAKS},
    [FACE_ENTRY_PARTNER] = ENTRY("ep", "#7c3aed", "#a78bfa", "2px 0 1px 14px"),
    [FACE_ENTRY_STRANGER] = ENTRY("es", "#dc2626", "#f87171", "2px 0 1px 14px"),
    [FACE_ENTRY_EVENT] = ENTRY("ee", "#9ca3af", "#6b7280", "2px 0 1px 14px"),
    [FACE_ENTRY_OWN] = ENTRY("ew", "#6b7280", "#9ca3af", "2px 0 1px 14px"),
    [FACE_NAME] = {NULL,
                   {0},
                   {0},
                   "margin:0 0 8px;font-size:14px;font-weight:bold"},
    [FACE_INSIDE] = {"in",
                     {"#422006", "#fff7db", "#d97706"},
                     {"#fdf3d3", "#3a2c08", "#f59e0b"},
                     "margin:0 0 12px;padding:10px 14px 1px;"
                     "border-left:4px solid LINE"},
    [FACE_PAIRS] = {NULL, {0}, {0}, "border-collapse:collapse;margin:0 0 16px"},
    [FACE_LABEL] = {"lb",
                    {"#57606a", NULL, NULL},
                    {"#b4bcc8", NULL, NULL},
                    FONT ";padding:2px 16px 2px 0;vertical-align:top;" WHOLE},
    [FACE_VALUE] = {NULL,
                    {0},
                    {0},
                    FONT ";padding:2px 0;vertical-align:top;" BREAKS},
    [FACE_WHOLE] = {NULL,
                    {0},
                    {0},
                    FONT ";padding:2px 0;vertical-align:top;" BREAKS},
    [FACE_ROW] = {"rw",
                  {NULL, NULL, "#d8dde3"},
                  {NULL, NULL, "#4b5563"},
                  FONT ";padding:8px 0;border-top:1px solid LINE;" BREAKS},
    [FACE_TITLE] = {NULL, {0}, {0}, "font-weight:bold"},
    [FACE_DETAILS] = {"rd",
                      {"#57606a", NULL, NULL},
                      {"#b4bcc8", NULL, NULL},
                      "font-size:14px"},
    [FACE_SIDE] = {"rs",
                   {NULL, NULL, "#d8dde3"},
                   {NULL, NULL, "#4b5563"},
                   FONT ";width:104px;padding:8px 8px 0 0;vertical-align:top;"
                        "border-top:1px solid LINE;" WHOLE},
    [FACE_RIGHT] = {"rr",
                    {NULL, NULL, "#d8dde3"},
                    {NULL, NULL, "#4b5563"},
                    FONT
                    ";font-size:14px;width:112px;padding:8px 0 0 8px;"
                    "vertical-align:top;border-top:1px solid LINE;" BREAKS},
    [FACE_MORE] = {NULL, {0}, {0}, FONT ";padding:0 0 8px;" BREAKS},
    [FACE_LINKS] = {NULL, {0}, {0}, "margin:0;font-size:14px;line-height:2.1"},
    [FACE_TASK] = {"tk",
                   {"#1d4ed8", NULL, NULL},
                   {"#93c5fd", NULL, NULL},
                   "display:inline-block;margin:0 14px 0 0"},
    [FACE_TONE_OVERDUE] =
        TONE("to", "#7f1d1d", "#fee2e2", "#fee2e2", "#7f1d1d"),
    [FACE_TONE_TODAY] = TONE("td", "#6b3a05", "#fef0c7", "#fde9b0", "#5f4207"),
    [FACE_TONE_UNANSWERED] =
        TONE("tu", "#1e3a8a", "#dbeafe", "#dbeafe", "#1e3a6e"),
    [FACE_TONE_WAITING] =
        TONE("tw", "#4c1d95", "#ede9fe", "#ede9fe", "#44337a"),
    [FACE_TONE_ANSWERED] =
        TONE("ta", "#14532d", "#dcfce7", "#dcfce7", "#14532d"),
    [FACE_TONE_OTHER] = TONE("tx", "#1f2937", "#e5e7eb", "#e5e7eb", "#374151"),
    [FACE_WORD] = {NULL,
                   {0},
                   {0},
                   FONT ";font-family:Consolas,Menlo,monospace;font-size:13px;"
                        "padding:3px 12px 3px 0;vertical-align:top;" WHOLE},
    [FACE_MEANING] = {NULL,
                      {0},
                      {0},
                      FONT ";padding:3px 0;vertical-align:top;" BREAKS},
    [FACE_GRID] = {NULL,
                   {0},
                   {0},
                   "width:100%;max-width:720px;border-collapse:collapse;"
                   "margin:0 0 16px"},
    [FACE_GRID_HEAD] = {"gh",
                        {"#57606a", NULL, "#9ca3af"},
                        {"#b4bcc8", NULL, "#6b7280"},
                        FONT ";font-size:14px;font-weight:bold;"
                             "padding:4px 8px 4px 0;vertical-align:bottom;"
                             "border-bottom:2px solid LINE;" WHOLE},
    [FACE_GRID_CELL] = {"gc",
                        {NULL, NULL, "#d8dde3"},
                        {NULL, NULL, "#4b5563"},
                        FONT ";padding:5px 8px 5px 0;vertical-align:top;"
                             "border-bottom:1px solid LINE;" BREAKS},
    [FACE_GRID_NUMBER] = {"gn",
                          {NULL, NULL, "#d8dde3"},
                          {NULL, NULL, "#4b5563"},
                          FONT ";padding:5px 8px 5px 0;vertical-align:top;"
                               "white-space:nowrap;"
                               "border-bottom:1px solid LINE"},
    [FACE_GRID_LABEL] = {"gl",
                         {NULL, NULL, "#d8dde3"},
                         {NULL, NULL, "#4b5563"},
                         FONT ";padding:5px 8px 5px 0;vertical-align:top;"
                              "overflow-wrap:break-word;"
                              "border-bottom:1px solid LINE"},
    [FACE_GRID_BAR] = {"gb",
                       {NULL, NULL, "#d8dde3"},
                       {NULL, NULL, "#4b5563"},
                       FONT ";padding:9px 0 5px 8px;vertical-align:top;"
                            "border-bottom:1px solid LINE"},
    [FACE_BAR] =
        {"br",
         {"#ffffff", "#2f6ca0", NULL},
         {"#111111", "#6fa8d6", NULL},
         "font-size:1px;line-height:12px;mso-line-height-rule:exactly"},
    [FACE_HEAD] =
        {NULL,
         {0},
         {0},
         "margin:14px 0 8px;font-size:16px;line-height:1.4;"
         "font-weight:bold"},
    [FACE_SMALL] = {"sm",
                    {"#57606a", NULL, NULL},
                    {"#b4bcc8", NULL, NULL},
                    "font-size:14px"},
    [FACE_ACTIONS] = {NULL, {0}, {0}, "margin:0 0 10px;line-height:2.6"},
    [FACE_BUTTON] = {"bt",
                     {"#1d4ed8", "#f5f8ff", "#8fa7d9"},
                     {"#bfdbfe", "#1e2c47", "#4b6496"},
                     "display:inline-block;padding:6px 14px;margin:0 4px 6px 0;"
                     "line-height:1.5;border:1px solid LINE;border-radius:6px;"
                     "text-decoration:none"},
};

const char *const face_pages[2][2] = {{"#ffffff", "#f6f8fa"},
                                      {"#000000", "#2b2b2b"}};

/* ---- writing ---- */

static void add_property(GString *out, const char *name, const char *value,
                         const char *end)
{
    if (value)
        g_string_append_printf(out, "%s:%s%s", name, value, end);
}

static void append_rest(GString *out, const face_row *r)
{
    const char *line = strstr(r->css, "LINE");

    if (!line) {
        g_string_append(out, r->css);
        return;
    }
    g_string_append_len(out, r->css, line - r->css);
    g_string_append(out, r->light.line);
    g_string_append(out, line + strlen("LINE"));
}

void face_append(GString *out, face f)
{
    const face_row *r = &face_rows[f];

    if (r->class)
        g_string_append_printf(out, " class=\"%s\"", r->class);
    g_string_append(out, " style=\"");
    add_property(out, "color", r->light.ink, ";");
    add_property(out, "background-color", r->light.ground, ";");
    append_rest(out, r);
    g_string_append_c(out, '"');
}

void face_append_cell(GString *out, face f)
{
    const char *ground = face_rows[f].light.ground;

    if (ground)
        g_string_append_printf(out, " bgcolor=\"%s\"", ground);
    face_append(out, f);
}

void face_append_sheet(GString *out)
{
    g_string_append(out, "<style>\n@media (prefers-color-scheme:dark){\n");
    for (guint i = 0; i < FACES; i++) {
        const face_row *r = &face_rows[i];

        if (!r->class)
            continue;
        g_string_append_printf(out, ".%s{", r->class);
        add_property(out, "color", r->dark.ink, "!important;");
        add_property(out, "background-color", r->dark.ground, "!important;");
        add_property(out, "border-color", r->dark.line, "!important;");
        g_string_append(out, "}\n");
    }
    g_string_append(out, "}\n</style>\n");
}
