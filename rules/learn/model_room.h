/* model_room: what the files of the model share. Private to rules. */
#ifndef POSTERN_RULES_MODEL_ROOM_H
#define POSTERN_RULES_MODEL_ROOM_H

#include "rules/learn/model.h"

/* Features times classes: 64 MiB of a file. Rare features go, if there are more. */
#define MODEL_WEIGHTS_MAX (32u << 20)
/* Where the MAC of 32 octets stands in a file, for who tests what is behind it. */
#define MODEL_MAC_AT 88

/* A model before it is a file; the arrays are the caller's. */
typedef struct model_draft {
    unsigned classes, features;
    const char *const *names;
    const uint32_t *trained; /* lessons, by class */
    const uint32_t *hashes;  /* rising */
    const float *rarity;     /* by feature: what its occurrence weighs */
    double unseen_rarity;    /* the same of features that are not listed */
    const float *weights;    /* by class, then by feature */
    const float *bias;       /* by class */
    model_sure sure;
    model_report report;
} model_draft;
GBytes *model_draft_to_bytes(const model_draft *d, const secret_key *key);

/* What a text weighs: rarity and count of its features make a vector of length 1;
 * `rarity` 0: it is not listed. */
double model_value(uint32_t count, double rarity);

/* The score of each class, into `scores`, and which share of the text is of
 * features that no lesson had, 0..1. */
void model_scores(const model_file *f, const model_text *t, double *scores,
                  double *unseen);
/* Scores to probabilities, in place; returns that of none of them. */
double model_shares(const model_sure *s, double *scores, unsigned classes,
                    double unseen);

typedef struct model_row { /* a held-out lesson */
    const float *scores;   /* borrowed */
    unsigned classes;
    int is;        /* its class, -1: none of these */
    double unseen; /* share */
} model_row;
/* What the scores of such rows are worth (sure.c). */
model_sure model_calibrate(const model_row *rows, size_t n);

/* What a file holds, as in its draft; borrowed, while the file is there. */
const model_sure *model_file_sure(const model_file *f);
const float *model_bias(const model_file *f);
double model_unseen_rarity(const model_file *f);
/* The rarity of a feature, 0 if it is not listed, and what it weighs for the
 * classes, to be multiplied by model_scale(). */
double model_find(const model_file *f, uint32_t hash, const int16_t **weights);
const float *model_scale(const model_file *f);

#endif
