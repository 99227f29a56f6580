"""What end users say of a project, without a wallet: by a link of an implementing partner, who attests the answers."""
