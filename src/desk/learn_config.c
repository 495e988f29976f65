/* learn_config: [learn], the filter that learns from operators' commands. */
#include "desk/learn_config.h"

#include "config/section.h"

#include <math.h>

static void check_probability(config_reading *r, double value, const char *key)
{
    if (!isinf(value) && value > 1)
        config_bad(r, r->config->learn, key,
                   "[learn] %s must be a probability up to 1, or off", key);
}

static void check(config_reading *r)
{
    check_probability(r, r->config->learn->suggest, "suggest");
    check_probability(r, r->config->learn->apply, "apply");
}

static const config_key keys[] = {
    CONFIG_LEARN_KEYS(CONFIG_ROW, config_learn){.key = NULL},
};

const config_section config_learn_section = {
    .name = "learn",
    .help = "The filter that learns from operators' commands",
    .at = offsetof(config, learn),
    .size = sizeof(config_learn),
    .keys = keys,
    .check = check,
};
