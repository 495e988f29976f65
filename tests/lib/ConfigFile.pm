# ConfigFile: a postern.conf that keeps its order, of which some keys are changed.
package ConfigFile;
use strict;
use warnings;

# of its text
sub new {
    my ($class, $text) = @_;
    my $self = bless { sections => [] }, $class;
    my $at = $self->_add('');    # what stands before the first
    for my $line (split /\n/, $text) {
        $at = $self->_add($1) if $line =~ /^\[([^\]]+)\]\s*$/;
        push @{ $at->{lines} }, $line;
    }
    return $self;
}

sub read_file {
    my ($class, $path) = @_;
    open my $in, '<:encoding(UTF-8)', $path or die "$path: $!\n";
    return $class->new(do { local $/; <$in> });
}

sub _add {
    my ($self, $name) = @_;
    push @{ $self->{sections} }, { name => $name, lines => [] };
    return $self->{sections}[-1];
}

sub _section {
    my ($self, $name) = @_;
    return (grep { $_->{name} eq $name } @{ $self->{sections} })[0];
}

# Names that begin so: names('operator ')
sub names {
    my ($self, $begin) = @_;
    return map { $_->{name} =~ /^\Q$begin\E(.*)/ ? $1 : () }
        @{ $self->{sections} };
}

# undef if it is not there
sub get {
    my ($self, $name, $key) = @_;
    my $section = $self->_section($name) or return undef;
    for (@{ $section->{lines} }) {
        return $1 if /^\Q$key\E\s*=\s*(.*?)\s*$/;
    }
    return undef;
}

# undef takes the key out, and undef keys the section
sub set {
    my ($self, $name, $keys) = @_;
    my $all = $self->{sections};
    return @$all = grep { $_->{name} ne $name } @$all if !$keys;
    my $section = $self->_section($name);
    if (!$section) {
        $section = $self->_add($name);
        push @{ $section->{lines} }, "[$name]";
    }
    my $lines = $section->{lines};
    for my $key (sort keys %$keys) {
        @$lines = grep { !/^\Q$key\E\s*=/ } @$lines;
        splice @$lines, 1, 0, "$key = $keys->{$key}" if defined $keys->{$key};
    }
    return;
}

sub text {
    my ($self) = @_;
    return join '', map { "$_\n" } map { @{ $_->{lines} } }
        @{ $self->{sections} };
}

1;
