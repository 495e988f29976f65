/* milter_empty: a milter that says nothing and discards: what libmilter and the
 * socket alone cost. Usage: milter_empty unix:/path */
#include <libmilter/mfapi.h>
#include <stdio.h>

static sfsistat on_end_of_message(SMFICTX *ctx)
{
    return SMFIS_DISCARD;
}

/* takes in what Postern has to take in */
static sfsistat on_header(SMFICTX *ctx, char *name, char *value)
{
    return SMFIS_CONTINUE;
}

static sfsistat on_body(SMFICTX *ctx, unsigned char *data, size_t size)
{
    return SMFIS_CONTINUE;
}

int main(int argc, char **argv)
{
    struct smfiDesc table = {
        .xxfi_name = (char *)"empty",
        .xxfi_version = SMFI_VERSION,
        .xxfi_header = on_header,
        .xxfi_body = on_body,
        .xxfi_eom = on_end_of_message,
    };
    if (argc != 2) {
        fprintf(stderr, "usage: milter_empty unix:/path\n");
        return 64;
    }
    if (smfi_setconn(argv[1]) != MI_SUCCESS ||
        smfi_register(table) != MI_SUCCESS || smfi_opensocket(1) != MI_SUCCESS)
        return 71;
    return smfi_main() == MI_SUCCESS ? 0 : 71;
}
