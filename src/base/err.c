/* err: the table of error classes, and setting and classifying GErrors. */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <sysexits.h>

G_DEFINE_QUARK(postern_error, err)

static const err_info table[] = {
    {ERR_INTERNAL, "internal", 451, "4.3.0", EX_SOFTWARE, true,
     "a fault in Postern itself"},
    {ERR_USAGE, "usage", 501, "5.5.4", EX_USAGE, false,
     "the command line is wrong"},
    {ERR_CONFIG, "config", 451, "4.3.5", EX_CONFIG, true,
     "the configuration is wrong"},
    {ERR_DATA, "data", 554, "5.6.0", EX_DATAERR, false,
     "the input is not what it should be"},
    {ERR_NOT_FOUND, "not-found", 550, "5.1.1", EX_NOINPUT, false,
     "there is no such thing"},
    {ERR_DENIED, "denied", 550, "5.7.1", EX_NOPERM, false,
     "permission was denied"},
    {ERR_IO, "io", 451, "4.3.0", EX_IOERR, true, "reading or writing failed"},
    {ERR_FULL, "no-space", 452, "4.3.1", EX_TEMPFAIL, true, "no space is left"},
    {ERR_BUSY, "busy", 451, "4.3.2", EX_TEMPFAIL, true,
     "it is locked by another process"},
    {ERR_NET, "net", 451, "4.4.1", EX_TEMPFAIL, true,
     "the other host did not answer"},
    {ERR_REFUSED, "refused", 550, "5.0.0", EX_UNAVAILABLE, false,
     "the other side refused for good"},
    {ERR_LATER, "later", 450, "4.0.0", EX_TEMPFAIL, true,
     "the other side asks to try later"},
    {ERR_AUTH, "auth", 454, "4.7.0", EX_NOPERM, true, "the login was refused"},
    {ERR_TLS, "tls", 454, "4.7.5", EX_TEMPFAIL, true,
     "the certificate could not be verified"},
    {ERR_PROTOCOL, "protocol", 451, "4.5.0", EX_PROTOCOL, true,
     "the other side does not speak the protocol"},
    {ERR_LIMIT, "limit", 552, "5.3.4", EX_DATAERR, false,
     "a limit was exceeded"},
    {ERR_CRASH, "crash", 451, "4.3.0", EX_SOFTWARE, true,
     "a child process died"},
    {ERR_LOST, "lost", 451, "4.3.2", EX_TEMPFAIL, true,
     "the connection to the database was lost"},
    {ERR_CONFLICT, "conflict", 451, "4.3.0", EX_TEMPFAIL, true,
     "something changed meanwhile, and it has to be decided again"},
};
G_STATIC_ASSERT(G_N_ELEMENTS(table) == ERR_CLASSES - 1);

const err_info *err_info_of(int class)
{
    if (class < ERR_INTERNAL || class >= ERR_CLASSES)
        class = ERR_INTERNAL;
    return &table[class - ERR_INTERNAL];
}

static err_class class_of_errno(int number)
{
    switch (number) {
    case ENOSPC:
    case EDQUOT:
        return ERR_FULL;
    case EACCES:
    case EPERM:
    case EROFS:
        return ERR_DENIED;
    case ENOENT:
        return ERR_NOT_FOUND;
    default:
        return ERR_IO;
    }
}

static err_class class_of_file_error(int code)
{
    switch (code) {
    case G_FILE_ERROR_NOSPC:
        return ERR_FULL;
    case G_FILE_ERROR_ACCES:
    case G_FILE_ERROR_PERM:
    case G_FILE_ERROR_ROFS:
        return ERR_DENIED;
    case G_FILE_ERROR_NOENT:
        return ERR_NOT_FOUND;
    default:
        return ERR_IO;
    }
}

/* G_IO_ERROR without linking GIO: its domain by name, its codes as numbers that
 * GLib's ABI fixes. */
static err_class class_of_gio_error(int code)
{
    enum { GIO_NOT_FOUND = 1, GIO_NO_SPACE = 12, GIO_PERMISSION_DENIED = 14 };

    switch (code) {
    case GIO_NOT_FOUND:
        return ERR_NOT_FOUND;
    case GIO_NO_SPACE:
        return ERR_FULL;
    case GIO_PERMISSION_DENIED:
        return ERR_DENIED;
    default:
        return ERR_IO;
    }
}

err_class err_class_of(const GError *error)
{
    if (!error)
        return ERR_INTERNAL;
    if (error->domain == ERR_DOMAIN)
        return err_info_of(error->code)->class;
    if (error->domain == G_FILE_ERROR)
        return class_of_file_error(error->code);
    if (error->domain == g_quark_from_static_string("g-io-error-quark"))
        return class_of_gio_error(error->code);
    return ERR_INTERNAL;
}

void err_set(GError **error, err_class class, const char *format, ...)
{
    va_list args;

    if (!error)
        return;
    va_start(args, format);
    g_return_if_fail(*error == NULL);
    *error = g_error_new_valist(ERR_DOMAIN, class, format, args);
    va_end(args);
}

void err_set_errno(GError **error, int number, const char *format, ...)
{
    va_list args;
    g_autofree char *words = NULL;

    if (!error)
        return;
    va_start(args, format);
    words = g_strdup_vprintf(format, args);
    va_end(args);
    err_set(error, class_of_errno(number), "%s: %s", words, g_strerror(number));
}
