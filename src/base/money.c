/* money: amounts as whole numbers of a currency's smallest unit. */
#include "base/money.h"

#include <string.h>

__extension__ typedef __int128 wide;

#define TEXT_MAX    64
#define NBSP        "\302\240"
#define NARROW_NBSP "\342\200\257"
#define MINUS       "\342\210\222"

/* ISO 4217: those with a hundredth, with no smaller unit, with a thousandth. */
static const struct {
    int digits;
    const char *codes;
} currencies[] = {
    {2, "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB "
        "BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP "
        "DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG "
        "HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL "
        "MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO "
        "NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG "
        "SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD "
        "TWD TZS UAH USD UYU UZS VES WST XCD XCG YER ZAR ZMW ZWG"},
    {0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"},
    {3, "BHD IQD JOD KWD LYD OMR TND"},
};

int money_digits(const char *currency)
{
    if (!currency)
        return 2;
    if (strlen(currency) != 3 ||
        strspn(currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 3)
        return -1;
    for (size_t i = 0; i < G_N_ELEMENTS(currencies); i++)
        if (strstr(currencies[i].codes, currency))
            return currencies[i].digits;
    return -1;
}

/* ---- reading ---- */

/* A blank of any kind between groups of digits, as one octet. */
static char *with_blanks(const char *text)
{
    g_autoptr(GString) out = g_string_new(text);

    g_string_replace(out, NARROW_NBSP, " ", 0);
    g_string_replace(out, NBSP, " ", 0);
    g_string_replace(out, MINUS, "-", 0);
    return g_strdup(g_strstrip(out->str));
}

/* Takes the name of a currency off the end; false: it is another's. */
static bool take_name(char *text, const char *currency)
{
    size_t size = strlen(text), at = size;

    while (at > 0 && g_ascii_isalpha(text[at - 1]))
        at--;
    if (at == size)
        return true;
    if (!currency || g_ascii_strcasecmp(text + at, currency) != 0)
        return false;
    text[at] = '\0';
    g_strchomp(text);
    return true;
}

static bool is_grouping(char c)
{
    return c == ' ' || c == ',' || c == '.';
}

/* Groups of three after the first, all parted by the same sign. What begins with a
 * zero is no thousands: 0.001 of JPY is not 1. */
static bool is_grouped(const char *text, size_t size)
{
    size_t first = strcspn(text, " ,.");
    char sign = first < size ? text[first] : '\0';

    if (first >= size)
        return size > 0;
    if (first == 0 || first > 3 || text[0] == '0')
        return false;
    for (size_t at = first; at < size; at += 4) {
        size_t left = size - at;
        if (text[at] != sign || left < 4)
            return false;
        for (size_t i = 1; i < 4; i++)
            if (!g_ascii_isdigit(text[at + i]))
                return false;
    }
    return true;
}

static size_t count_of(const char *text, char sign)
{
    size_t n = 0;

    for (; *text; text++)
        n += *text == sign;
    return n;
}

/* The sign before the smallest units, or NULL: there are none. The last sign is it
 * if it stands once and is no blank. */
static const char *point_of(const char *text)
{
    const char *last = text + strlen(text);

    while (last > text && !is_grouping(last[-1]))
        last--;
    if (last == text || last[-1] == ' ' || count_of(text, last[-1]) > 1)
        return NULL;
    return last - 1;
}

/* One comma or full stop alone, and three digits after it: of JPY these are a group,
 * "1.234" of KWD is what programs write; else nobody knows. */
static bool is_doubtful(const char *text, const char *point, int digits)
{
    return point && strpbrk(text, " ,.") == point && strlen(point + 1) == 3 &&
           point - text <= 3 && digits > 0 && !(digits == 3 && *point == '.');
}

static bool sum_up(const char *text, size_t size, int64_t *value)
{
    for (size_t i = 0; i < size; i++) {
        if (!g_ascii_isdigit(text[i]))
            continue;
        *value = *value * 10 + (text[i] - '0');
        if (*value > MONEY_MAX)
            return false;
    }
    return true;
}

static const char *name_of(const char *currency)
{
    return currency ? currency : "this money";
}

/* `text` has digits and separators alone. */
static char *read_digits(const char *text, const char *currency, int digits,
                         int64_t *value)
{
    const char *point = point_of(text);

    if (is_doubtful(text, point, digits))
        return g_strdup_printf("%s can be read in two ways: write it with %d "
                               "digits after the point, or without a sign "
                               "between the thousands",
                               text, digits);
    if (point && digits == 0 && strlen(point + 1) == 3)
        point = NULL;
    size_t whole = point ? (size_t)(point - text) : strlen(text);
    size_t after = point ? strlen(point + 1) : 0;
    if (!is_grouped(text, whole) || (point && after == 0))
        return g_strdup_printf("%s is no amount, such as 1234.50", text);
    if (after > (size_t)digits)
        return g_strdup_printf("%s has %d digits after the point at most",
                               name_of(currency), digits);
    *value = 0;
    bool fits = sum_up(text, whole, value) &&
                (!point || sum_up(point + 1, after, value));
    for (size_t i = after; fits && i < (size_t)digits; i++) {
        *value *= 10;
        fits = *value <= MONEY_MAX;
    }
    return fits ? NULL : g_strdup("this is more than can be billed");
}

char *money_read(const char *text, const char *currency, int64_t *minor)
{
    int digits = money_digits(currency);
    g_autofree char *clean = with_blanks(text);
    char *at = clean;
    int64_t value = 0;

    if (digits < 0)
        return g_strdup_printf("%s is no currency, such as EUR", currency);
    if (strlen(clean) >= TEXT_MAX)
        return g_strdup("this is no amount, such as 1234.50");
    if (!take_name(clean, currency))
        return g_strdup_printf("this is to be an amount of %s, such as 1234.50",
                               name_of(currency));
    bool negative = *at == '-';
    if (*at == '-' || *at == '+')
        at = g_strchug(at + 1);
    if (*at == '\0' || at[strspn(at, "0123456789 ,.")] != '\0')
        return g_strdup_printf("%s is no amount, such as 1234.50", text);
    char *wrong = read_digits(at, currency, digits, &value);
    if (!wrong)
        *minor = negative ? -value : value;
    return wrong;
}

/* ---- writing ---- */

static char *write_with(const char *group, const char *point, int digits,
                        int64_t minor)
{
    /* of the smallest number there is no positive one */
    uint64_t value = minor < 0 ? -(uint64_t)minor : (uint64_t)minor, unit = 1;
    GString *out = g_string_new(minor < 0 ? "-" : "");

    for (int i = 0; i < digits; i++)
        unit *= 10;
    g_autofree char *whole =
        g_strdup_printf("%" G_GUINT64_FORMAT, value / unit);
    size_t size = strlen(whole);
    for (size_t i = 0; i < size; i++) {
        if (i > 0 && (size - i) % 3 == 0)
            g_string_append(out, group);
        g_string_append_c(out, whole[i]);
    }
    if (digits > 0)
        g_string_append_printf(out, "%s%0*" G_GUINT64_FORMAT, point, digits,
                               value % unit);
    return g_string_free(out, FALSE);
}

static int digits_of(const char *currency)
{
    int digits = money_digits(currency);

    return digits < 0 ? 2 : digits;
}

static bool has_commas(const char *language)
{
    static const char *const comma[] = {"ru", "nb", "nn", "no", NULL};

    return language && g_strv_contains(comma, language);
}

char *money_number(const char *language, const char *currency, int64_t minor)
{
    return has_commas(language)
               ? write_with(NBSP, ",", digits_of(currency), minor)
               : write_with(",", ".", digits_of(currency), minor);
}

char *money_write(const char *language, const char *currency, int64_t minor)
{
    g_autofree char *number = money_number(language, currency, minor);

    return currency && *currency ? g_strconcat(number, NBSP, currency, NULL)
                                 : g_steal_pointer(&number);
}

char *money_plain(const char *currency, int64_t minor)
{
    return write_with("", ".", digits_of(currency), minor);
}

/* ---- sums ---- */

bool money_of_minutes(int64_t minutes, int64_t hour_minor, int64_t *minor)
{
    wide product = (wide)minutes * hour_minor;
    wide rounded = (product + (product < 0 ? -30 : 30)) / 60;

    if (rounded > MONEY_MAX || rounded < -MONEY_MAX)
        return false;
    *minor = (int64_t)rounded;
    return true;
}

bool money_add(int64_t *sum, int64_t more)
{
    int64_t out;

    if (__builtin_add_overflow(*sum, more, &out))
        return false;
    *sum = out;
    return true;
}
