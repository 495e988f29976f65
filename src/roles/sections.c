/* sections: all sections of postern.conf. */
#include "roles/sections.h"

#include "config/section.h"
#include "config/site.h"
#include "desk/ask_config.h"
#include "desk/board_config.h"
#include "desk/category_config.h"
#include "desk/faq_config.h"
#include "desk/field_config.h"
#include "desk/hook_config.h"
#include "desk/learn_config.h"
#include "desk/list_config.h"
#include "desk/mailbox_config.h"
#include "desk/operator_config.h"
#include "desk/partner_config.h"
#include "desk/quality_config.h"
#include "desk/queue_config.h"
#include "desk/report_config.h"
#include "desk/robot_config.h"
#include "desk/sla_config.h"
#include "desk/source_config.h"
#include "desk/status_config.h"
#include "desk/type_config.h"
#include "desk/work_config.h"
#include "roles/milter_config.h"
#include "roles/send_config.h"
#include "scan/scan_config.h"
#include "store/store_config.h"
#include "worktime/calendar_config.h"

/* One a line. */
/* clang-format off */
const config_section *const role_sections[] = {
    &config_site_section,
    &config_store_section,
    &config_milter_section,
    &config_scan_section,
    &config_learn_section,
    &config_smtp_section,
    &config_queue_section,
    &config_mailbox_section,
    &config_operator_section,
    &config_line_section,
    &config_category_section,
    &config_status_section,
    &config_partner_section,
    &config_board_section,
    &config_type_section,
    &config_work_section,
    &config_field_section,
    &config_source_section,
    &config_faq_section,
    &config_ask_section,
    &config_calendar_section,
    &config_sla_section,
    &config_quality_section,
    &config_hook_section,
    &config_lookup_section,
    &config_view_section,
    &config_report_section,
    &config_robot_section, /* its commands name all else */
    NULL,
};
/* clang-format on */

config *role_config_load(const char *path, GPtrArray **problems, GError **error)
{
    return config_load(role_sections, path, problems, error);
}

config *role_config_load_as(const char *path, const char *file,
                            GPtrArray **problems, GError **error)
{
    return config_load_as(role_sections, path, file, problems, error);
}

config *role_config_read(const char *path, GPtrArray **problems)
{
    return config_read(role_sections, path, problems);
}
