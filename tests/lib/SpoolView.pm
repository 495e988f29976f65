# SpoolView: what lies in a desk's spool, for stories that stop at the door.
package SpoolView;
use strict;
use warnings;
use JSON::PP ();

# Entries in order of acceptance: hashes with sender, recipients (a list), raw
# (octets), and what else the spool keeps
sub entries {
    my ($state) = @_;
    my $folder = "$state/spool";
    open my $sql, '-|', 'sqlite3', '-json', "$folder/spool.db",
        'SELECT entry.*, hex(recipients) AS recipients, hex(octets) AS raw'
        . ' FROM entry LEFT JOIN raw USING(seq) ORDER BY seq'
        or die "sqlite3: $!\n";
    my $text = do { local $/; <$sql> };
    close $sql;
    my @all = @{ $text ? JSON::PP::decode_json($text) : [] };
    for my $entry (@all) {
        $entry->{recipients} =
            [ split /\n/, pack 'H*', $entry->{recipients} ];
        $entry->{raw} =
            $entry->{in_file}
            ? _file("$folder/files/$entry->{id}")
            : pack 'H*', $entry->{raw};
    }
    return @all;
}

sub _file {
    my ($path) = @_;
    open my $file, '<:raw', $path or return;
    local $/;
    return <$file>;
}

1;
