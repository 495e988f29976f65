# Portal: the desk of tests/desks/portal with its people, for stories that are
# told in scenes.
package Portal;
use strict;
use warnings;
use parent 'Desk';
use Test::More;

use constant ZONE => 'Europe/Moscow';

my @STAFF = qw(vera dina anna olga ivan igor tanya denis sofia lena maria);
# What these would run is on no test's host: a story says what they do, or has
# none of them.
my @OUTSIDE = ('hook chat', 'lookup listings');

# As Desk's start: clock => '2025-10-31 09:50', users, config, run
sub begin {
    my ($class, %o) = @_;
    my $clock = delete $o{clock};
    return $class->start(
        desk       => 'portal',
        clock      => "$clock " . ZONE,
        transcript => ZONE,
        %o,
    );
}

sub write_config {
    my ($self, $changes) = @_;
    my %none = map { $_ => undef } @OUTSIDE;
    return $self->SUPER::write_config({ %none, %{ $changes // {} } });
}

# Whoever appears is remembered, and reads all of it before the next scene
sub customer {
    my ($self, @who) = @_;
    push @{ $self->{people} }, my $person = $self->SUPER::customer(@who);
    return $person;
}

sub staff {
    my ($self) = @_;
    my %who = map { $_ => $self->operator($_) } @STAFF;
    push @{ $self->{people} }, @who{ sort keys %who };
    return %who;
}

sub scene {
    my ($self, $when, $title, $what) = @_;
    $self->settled;
    $_->reads_unread for @{ $self->{people} };
    $self->clock_to("$when " . ZONE);
    note "$when: $title";
    $self->{transcript}->scene($title, $what) if $self->{transcript};
    return;
}

sub is_status {
    my ($self, $number, $status, $what) = @_;
    $self->settled;
    return is($self->field($number, 'status'), $status, $what);
}

1;
