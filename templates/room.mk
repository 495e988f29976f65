# templates: the words of mail
TEMPLATES = %D%/en/ack.txt %D%/en/alarm.txt %D%/en/answer.txt %D%/en/asks.txt %D%/en/board.txt \
	%D%/en/actions.txt \
	%D%/en/bounced.txt %D%/en/coupon.txt %D%/en/coupons.txt %D%/en/draft.txt %D%/en/forward.txt %D%/en/forwarded.txt \
	%D%/en/commands.txt %D%/en/digest.txt %D%/en/entry.txt %D%/en/error.txt %D%/en/faq.txt %D%/en/flood.txt %D%/en/guide.txt \
	%D%/en/delivery.txt \
	%D%/en/held.txt %D%/en/help.txt %D%/en/history.txt %D%/en/list.txt %D%/en/notice.txt \
	%D%/en/news.txt %D%/en/notify.txt %D%/en/receipt.txt %D%/en/remind_customer.txt %D%/en/reply.txt %D%/en/retired.txt %D%/en/robot.txt %D%/en/show.txt \
	%D%/en/ready.txt \
	%D%/en/rate.txt %D%/en/rated.txt %D%/en/review.txt \
	%D%/en/state.txt %D%/en/status.txt %D%/en/tickets.txt %D%/en/unanswered.txt %D%/en/who.txt %D%/en/why.txt
nobase_dist_pkgdata_DATA += $(TEMPLATES) %D%/README
EXTRA_DIST += %D%/embed
