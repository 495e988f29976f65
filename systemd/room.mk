# systemd: the unit; with the prefix /usr/local it stands where systemd looks
unitdir = $(prefix)/lib/systemd/system
nodist_unit_DATA = %D%/postern.service
EXTRA_DIST += %D%/postern.service.in
CLEANFILES += %D%/postern.service
%D%/postern.service: %D%/postern.service.in Makefile
	$(AM_V_GEN)$(MKDIR_P) %D% && sed -e 's|[@]bindir@|$(bindir)|' \
	    $(srcdir)/%D%/postern.service.in >$@.new && mv $@.new $@
