# Transcript: what everybody wrote and read in a story, as a person may want to
# read it, in the file that it was made with. Without one nothing is kept.
package Transcript;
use strict;
use warnings;
use Clock;
use Text::Wrap qw();

use constant COLUMNS => 80;
use constant WIDE    => 100;    # what stood in 80 is not to be broken

sub title {
    my ($text) = @_;
    return "== $text " . '=' x (COLUMNS - 4 - length $text) . "\n";
}

# Stands in by four blanks; a long line goes on by six
sub indented {
    my ($text, $columns) = @_;
    local $Text::Wrap::columns  = $columns // COLUMNS;
    local $Text::Wrap::unexpand = 0;
    local $Text::Wrap::huge     = 'overflow';
    return join '', map { "$_\n" =~ s/^\s+$/\n/r }
        map { Text::Wrap::wrap('    ', '      ', $_) } split /\n/, $text;
}

# desk, zone of its dates, and the file
sub new {
    my ($class, %self) = @_;
    my $self = bless \%self, $class;
    open $self->{out}, '>:encoding(UTF-8)', $self->{file}
        or die "$self->{file}: $!\n";
    $self->{out}->autoflush(1);
    return $self;
}

sub add { my ($self, @text) = @_; print { $self->{out} } @text; return }

sub scene {
    my ($self, $title, @what) = @_;
    $self->add("\n", title($title), map { "\n$_\n" } @what);
    $self->{last} = '';
    return;
}

# "Fri 31 Oct 2025, 10:05  WHAT HAPPENS"
sub moment {
    my ($self, $what) = @_;
    my $now = Clock::words($self->{desk}->now, $self->{zone});
    $self->add("\n-- $now  $what\n");
    return;
}

# Secret addresses tell a person nothing.
sub _shown {
    my ($text) = @_;
    return indented($text =~ s/^(?:Reply-To|To): +\S+\+\S+\n//mr, WIDE);
}

# What is answered is quoted below, and was read before.
sub wrote {
    my ($self, $person, $letter) = @_;
    my $text = $letter->display =~ s/\n(On .* wrote:\n)>.*/\n$1> .../sr;
    $self->moment("$person->{name} writes");
    $self->add("\n", _shown($text));
    $self->{last} = '';
    return;
}

# What several get, each a copy of her own, is shown once.
sub reads {
    my ($self, $person, $letter) = @_;
    my $shown = _shown($letter->display);
    my $same  = $shown =~ s/^ +To: .*\n//mr;
    if ($same eq ($self->{last} // '')) {
        $self->moment("$person->{name} reads the same");
        return;
    }
    $self->moment("$person->{name} reads");
    $self->add("\n", $shown);
    $self->{last} = $same;
    return;
}

1;
