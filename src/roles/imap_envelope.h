/* imap_envelope: what a message in a mailbox tells about its envelope. */
#ifndef POSTERN_IMAP_ENVELOPE_H
#define POSTERN_IMAP_ENVELOPE_H

#include "config/config.h"

#define IMAP_ENVELOPE_MAX 20 /* recipients taken out of headers */

/* Served addresses in X-Original-To, Envelope-To and Delivered-To, normal form,
 * each once; NULL-terminated, maybe empty. The caller frees with g_strfreev. */
char **imap_envelope_recipients(const config *c, GBytes *raw);
/* Return-Path: "" for <>, NULL if there is none. The caller frees. */
char *imap_envelope_sender(GBytes *raw);

#endif
