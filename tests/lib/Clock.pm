# Clock: the clock of a desk that a story moves; moments of a zone, and spans.
# It runs on by itself, from wherever it was put.
package Clock;
use strict;
use warnings;
use POSIX qw(mktime strftime tzset);
use Time::HiRes ();

my $ZONES = '/usr/share/zoneinfo';
my %SECONDS = (s => 1, m => 60, h => 3600, d => 86400, w => 7 * 86400);

# In a zone, whatever this process's is. An unknown one would silently be UTC.
sub _in_zone {
    my ($zone, $do) = @_;
    -f "$ZONES/$zone" or die "there is no zone $zone in $ZONES\n";
    my $result;
    {
        local $ENV{TZ} = $zone;
        tzset();
        $result = $do->();
    }
    tzset();
    return $result;
}

# Seconds since 1970 of '2027-03-02 10:00 Europe/Moscow', or with seconds
sub moment {
    my ($text) = @_;
    my ($y, $mon, $d, $h, $min, $s, $zone) =
        $text =~ m{^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d)(?::(\d\d))? ([\w/+-]+)$}
        or die "\"$text\" is no moment: say 2027-03-02 10:00 Europe/Moscow\n";
    return _in_zone($zone,
        sub { mktime($s // 0, $min, $h, $d, $mon - 1, $y - 1900, 0, 0, -1) });
}

# Seconds of '3d' or '1h 30m'; a day is 24 hours
sub span {
    my ($text) = @_;
    my $sum = 0;
    for my $part (split ' ', $text) {
        my ($count, $unit) = $part =~ /^(\d+)([smhdw])$/
            or die "\"$text\" is no span of time: say 3d or 1h 30m\n";
        $sum += $count * $SECONDS{$unit};
    }
    return $sum;
}

# 'Tue 2 Mar 2027, 10:00'
sub words {
    my ($seconds, $zone) = @_;
    return _in_zone($zone,
        sub { strftime('%a %e %b %Y, %H:%M', localtime $seconds) =~ s/  / /r });
}

# file: what POSTERN_CLOCK names
sub new {
    my ($class, $file, $moment) = @_;
    my $self = bless { file => $file, ahead_ms => 0 }, $class;
    $self->set(moment($moment));
    return $self;
}

# Seconds since 1970, with a fraction, as the desk has them
sub now {
    my ($self) = @_;
    return Time::HiRes::time + $self->{ahead_ms} / 1000;
}

# It is `seconds` now. By how many seconds it went forward.
sub set {
    my ($self, $seconds) = @_;
    my $before = $self->{ahead_ms};
    $self->{ahead_ms} = int(1000 * ($seconds - Time::HiRes::time));
    my $new = "$self->{file}.new";
    open my $out, '>', $new or die "$new: $!\n";
    print $out "$self->{ahead_ms}\n";
    close $out or die "$new: $!\n";
    rename $new, $self->{file} or die "$self->{file}: $!\n";
    return ($self->{ahead_ms} - $before) / 1000;
}

1;
